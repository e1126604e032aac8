// LacunaDense

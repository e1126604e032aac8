// LacunaImport

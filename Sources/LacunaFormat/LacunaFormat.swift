// LacunaFormat

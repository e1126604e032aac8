// LacunaReport

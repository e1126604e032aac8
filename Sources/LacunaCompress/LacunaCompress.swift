// LacunaCompress

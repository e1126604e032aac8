// LacunaEngine

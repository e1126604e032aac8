// Lacuna

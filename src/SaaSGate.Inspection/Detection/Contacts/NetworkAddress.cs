namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>What a look at a possible address gave: its end, 0 where there is none.</summary>
internal readonly record struct NetworkAddress(int End, double Score, bool IsMac = false);

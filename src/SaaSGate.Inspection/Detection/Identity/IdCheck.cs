namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Tells whether an id can exist. It comes as digits and upper-case letters without marks, in one of its layouts.</summary>
internal delegate bool IdCheck(ReadOnlySpan<char> id);

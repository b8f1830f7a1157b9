namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>What a word can be in an address.</summary>
[Flags]
internal enum AddressWord
{
    None = 0,

    /// <summary>The end of an English street: <c>Road</c>.</summary>
    Suffix = 1,

    /// <summary>The beginning of a street elsewhere: <c>rue</c>.</summary>
    Type = 2,

    /// <summary>A small word inside a name: <c>de la</c>.</summary>
    Particle = 4,

    /// <summary>What a number of a part of a house stands behind: <c>Apt.</c></summary>
    Unit = 8,

    /// <summary>The beginning of a soldier's address.</summary>
    Military = 16,
}

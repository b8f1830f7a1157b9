namespace SaaSGate.Gateway.Use;

/// <summary>Bounds of what records tell of things that were used for the first time.</summary>
internal static class RecordedThing
{
    /// <summary>UTF-16 units of a name; a longer one is new each time.</summary>
    public const int LongestValue = 253;

    /// <summary>Things of one exchange; those after it are told by another.</summary>
    public const int Most = 64;
}

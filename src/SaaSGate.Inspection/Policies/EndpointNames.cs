namespace SaaSGate.Inspection.Policies;

/// <summary>Families of endpoints as policies name them.</summary>
internal static class EndpointNames
{
    private static readonly string[] Names = ["messages", "count_tokens", "batches", "complete"];

    /// <summary>All of them.</summary>
    public static string[] All => Names;

    public static string Of(EndpointFamily family) => Names[(int)family];

    /// <summary>The family of a name that is known.</summary>
    public static EndpointFamily Parse(string name) => (EndpointFamily)Array.IndexOf(Names, name);
}

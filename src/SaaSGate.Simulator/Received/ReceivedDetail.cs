namespace SaaSGate.Simulator.Received;

/// <summary>How much the simulator remembers of each request.</summary>
public enum ReceivedDetail
{
    /// <summary>Headers, body and hash.</summary>
    Everything,

    /// <summary>Method, target, headers, length and SHA-256, but no body.</summary>
    Hashes,

    /// <summary>Nothing: requests are only counted. For benchmarks.</summary>
    Nothing,
}

namespace SaaSGate.Simulator.Received;

/// <summary>What became of a request.</summary>
public enum ReceivedState
{
    /// <summary>The answer is still being written.</summary>
    Open,

    /// <summary>The answer was written to its end, be that an error or a stream cut on purpose.</summary>
    Answered,

    /// <summary>The caller closed the connection first.</summary>
    Abandoned,
}

namespace SaaSGate.Simulator.Answers;

/// <summary>How an answer goes over the wire.</summary>
internal sealed record Delivery
{
    /// <summary>Wait before the first byte, headers included.</summary>
    public TimeSpan FirstByte { get; init; }

    /// <summary>Wait before each delta.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Size of a delta in UTF-16 units; null leaves it to chance.</summary>
    public int? Cut { get; init; }

    /// <summary>A ping after this many deltas, again and again, besides the one that Claude sends at the start. 0: no further ones.</summary>
    public int PingEvery { get; init; }

    /// <summary>CRLF instead of LF.</summary>
    public bool Crlf { get; init; }

    /// <summary>Content-Encoding gzip, whatever the request accepts.</summary>
    public bool Gzip { get; init; }

    /// <summary>Flush after each so many bytes, wherever that cuts, instead of after each event.</summary>
    public int? Chunk { get; init; }

    /// <summary>Send an event, a block type and a delta type that no client knows.</summary>
    public bool Unknown { get; init; }

    /// <summary>What goes wrong on the way.</summary>
    public Fault? Fault { get; init; }
}

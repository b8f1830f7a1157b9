using SaaSGate.Simulator.Received;

namespace SaaSGate.Simulator;

/// <summary>How the simulator listens, paces its answers and remembers what it was sent. Section <c>SaaSGate:Simulator</c>.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Bodies above this are answered 413, as Claude does: 32 MiB.</summary>
    public const int DefaultMaxBodyBytes = 32 << 20;

    /// <summary>Port on 127.0.0.1; 0 takes a free one. Used by <see cref="SimulatorHost"/> only.</summary>
    public int Port { get; init; }

    /// <summary>Keys taken in <c>x-api-key</c> or <c>Authorization: Bearer</c>. Empty: any non-empty key.</summary>
    public IReadOnlyCollection<string> AcceptedKeys { get; init; } = [];

    /// <summary>Wait between two deltas of a stream, unless the prompt says otherwise.</summary>
    public TimeSpan DeltaDelay { get; init; } = TimeSpan.Zero;

    /// <summary>Wait before the first byte of an answer, unless the prompt says otherwise.</summary>
    public TimeSpan FirstByteDelay { get; init; } = TimeSpan.Zero;

    /// <summary>Frame every stream with CRLF instead of LF.</summary>
    public bool Crlf { get; init; }

    /// <summary>Answer every message from precomputed bytes, without reading the request's JSON: the stub for benchmarks.</summary>
    public bool Fast { get; init; }

    /// <summary>What is remembered of each request.</summary>
    public ReceivedDetail Remember { get; init; } = ReceivedDetail.Everything;

    /// <summary>Requests remembered; the oldest is dropped above it.</summary>
    public int MaxReceived { get; init; } = 20_000;

    /// <summary>Bytes of bodies remembered; the oldest body is dropped above it, its hash stays.</summary>
    public long MaxReceivedBytes { get; init; } = 256L << 20;

    /// <summary>A file that gets one JSON line for each request, given to the operating system before the answer starts; appended to.</summary>
    public string? ReceivedLog { get; init; }

    /// <summary>Folder with a <c>manifest.jsonl</c> of recorded exchanges, for <c>[[sim: replay=ID]]</c>.</summary>
    public string? ReplayFolder { get; init; }

    /// <summary>Bodies above this are answered 413 <c>request_too_large</c>.</summary>
    public int MaxBodyBytes { get; init; } = DefaultMaxBodyBytes;

    /// <summary>How long a batch stays <c>in_progress</c>.</summary>
    public TimeSpan BatchDuration { get; init; } = TimeSpan.Zero;

    /// <summary>How long a batch that is cancelled stays <c>canceling</c>.</summary>
    public TimeSpan BatchCancelDuration { get; init; } = TimeSpan.Zero;

    /// <summary>Key of the signatures over thinking. Fixed by default: the same request must give the same answer in every process.</summary>
    public string SigningKey { get; init; } = "the simulator signs thinking with this; it protects nothing";
}

namespace SaaSGate.Postgres.Recording;

/// <summary>What is written of one exchange.</summary>
/// <param name="draft">What the batch says.</param>
/// <param name="open">What was there before, or begins now.</param>
/// <param name="position">Response bytes with this batch.</param>
/// <param name="blocks">Numbers of its request's blocks, in order; none where the batch does not start it.</param>
/// <param name="fresh">Places of those that its session did not have before.</param>
internal sealed class PlannedExchange(ExchangeDraft draft, OpenExchange open, long position, int[] blocks, IReadOnlyList<int> fresh)
{
    public ExchangeDraft Draft => draft;

    public OpenExchange Open => open;

    public int[] Blocks => blocks;

    public IReadOnlyList<int> Fresh => fresh;

    /// <summary>Where in the spool its link belongs: where it ended, or began and stays open; null when this batch adds none.</summary>
    public ulong? LinkedAt => draft.End?.Sequence ?? draft.Start?.Sequence;

    public long Position { get; set; } = position;

    /// <summary>The whole response, compressed; null while it is open. So is all that follows.</summary>
    public byte[]? Body { get; set; }

    /// <summary>The same as it came.</summary>
    public ReadOnlyMemory<byte> Answer { get; set; }

    /// <summary>Calls of its answer that were kept back, up to this batch.</summary>
    public IReadOnlyList<KeptCall> Kept { get; } = KeptCall.Of(open.Withheld, draft);

    public byte[]? Timing { get; set; }

    public byte[]? ResponseCommitment { get; set; }

    public byte[]? ResponseFindings { get; set; }

    /// <summary>Tools that the answer calls and hosts that it names.</summary>
    public IReadOnlyCollection<ToolCall> ToolCalls { get; set; } = [];

    public long ChainSequence { get; set; }

    public byte[]? Previous { get; set; }

    public byte[]? Link { get; set; }
}

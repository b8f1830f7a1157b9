using SaaSGate.Contracts.Recording;

namespace SaaSGate.Postgres.Recording;

/// <summary>What a batch changes of one session.</summary>
internal sealed class SessionChange(SessionHead head, bool isNew)
{
    public string Id { get; } = head.Id;

    public bool IsNew { get; } = isNew;

    /// <summary>The chain before the batch: the row is updated only where it still ends here.</summary>
    public long ChainBefore { get; } = head.ChainSequence;

    public long ChainSequence { get; private set; } = head.ChainSequence;

    public byte[]? ChainHead { get; private set; } = head.ChainHead;

    /// <summary>The number of its next block.</summary>
    public int Blocks { get; set; } = head.Blocks;

    public int Started { get; set; }

    public int Ended { get; set; }

    public int Findings { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    public string? LastDecision { get; set; }

    /// <summary>Of the last exchange that this batch ends; null when it ends none.</summary>
    public string? LastOutcome { get; set; }

    public string? Model { get; set; }

    public string? SkillId { get; set; }

    public DateTimeOffset LastAt { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Where the chain's next record stands, and the link before it.</summary>
    public (ChainPlace Place, byte[] Previous) Next(string organisationId) => (new(organisationId, Id, ChainSequence + 1), ChainHead ?? Commitment.Genesis);

    /// <summary>Puts a record at the chain's end.</summary>
    /// <returns>Its link.</returns>
    public byte[] Advance(ReadOnlySpan<byte> record)
    {
        ChainSequence++;
        return ChainHead = Commitment.OfLink(ChainHead ?? Commitment.Genesis, record);
    }
}

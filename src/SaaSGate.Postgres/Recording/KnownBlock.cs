namespace SaaSGate.Postgres.Recording;

/// <summary>A block that its session has.</summary>
/// <param name="number">Among those of the session.</param>
/// <param name="salt">What its commitment is salted with.</param>
/// <param name="hash">SHA-256 of its masked bytes.</param>
internal sealed class KnownBlock(int number, byte[] salt, byte[] hash)
{
    public int Number => number;

    public byte[] Salt => salt;

    /// <summary>What each request that has it commits to.</summary>
    public byte[] Commitment { get; } = Contracts.Recording.Commitment.OfBlock(salt, hash);
}

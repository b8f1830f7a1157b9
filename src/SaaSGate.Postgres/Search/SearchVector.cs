namespace SaaSGate.Postgres.Search;

/// <summary>A tsvector as PostgreSQL receives it: nothing of it is written as text and read again.</summary>
/// <param name="Bytes">Its binary form.</param>
internal sealed record SearchVector(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>No word.</summary>
    public static SearchVector Empty { get; } = new(new byte[sizeof(int)]);
}

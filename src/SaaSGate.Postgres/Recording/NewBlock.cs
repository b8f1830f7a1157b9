namespace SaaSGate.Postgres.Recording;

/// <summary>A content block that its session has not had yet.</summary>
/// <param name="Key">Where it goes.</param>
/// <param name="Number">Its number in the session.</param>
/// <param name="Hash">SHA-256 of the masked bytes.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Body">The bytes, compressed.</param>
/// <param name="Salt">What its commitment is salted with.</param>
internal sealed record NewBlock(BlockKey Key, int Number, byte[] Hash, int Size, byte[] Body, byte[] Salt);

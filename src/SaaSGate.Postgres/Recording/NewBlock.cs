namespace SaaSGate.Postgres.Recording;

/// <summary>A content block that its session has not had yet.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Month">First day of the month that it is kept in.</param>
/// <param name="Number">Its number in the session.</param>
/// <param name="Hash">SHA-256 of the masked bytes.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Body">The bytes, compressed.</param>
/// <param name="Salt">What its commitment is salted with.</param>
internal sealed record NewBlock(string SessionId, DateOnly Month, int Number, byte[] Hash, int Size, byte[] Body, byte[] Salt);

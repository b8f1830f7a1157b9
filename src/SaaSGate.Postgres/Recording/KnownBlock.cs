namespace SaaSGate.Postgres.Recording;

/// <summary>A block that its session has.</summary>
/// <param name="Number">Among those of the session.</param>
/// <param name="Salt">What its commitment is salted with.</param>
internal readonly record struct KnownBlock(int Number, byte[] Salt);

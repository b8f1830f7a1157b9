namespace SaaSGate.Postgres.Regions;

/// <summary>What an installation's vault begins with, both under the master key.</summary>
/// <param name="Canary">A known text: a wrong key is noticed by it.</param>
/// <param name="RootSealed">What other keys are derived from.</param>
public sealed record StoredKeystore(byte[] Canary, byte[] RootSealed);

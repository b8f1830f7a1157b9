namespace SaaSGate.Postgres.BlastRadius;

/// <summary>A host.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Tools">Tools that were sent there; an empty name stands for the text of answers.</param>
/// <param name="Sessions">Sessions in which it was named.</param>
/// <param name="Exchanges">Exchanges in which it was named.</param>
/// <param name="FirstAt">When first.</param>
/// <param name="LastAt">When last.</param>
public sealed record BlastDestination(string Host, IReadOnlyList<string> Tools, int Sessions, int Exchanges, DateTimeOffset FirstAt, DateTimeOffset LastAt);

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>The clients of a skill.</summary>
/// <param name="TokenEndpoint">Where they ask for tokens.</param>
/// <param name="Items">Newest first.</param>
internal sealed record SkillClients(string TokenEndpoint, IReadOnlyList<Postgres.Tokens.SkillClientView> Items);

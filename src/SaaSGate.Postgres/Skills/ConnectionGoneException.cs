namespace SaaSGate.Postgres.Skills;

/// <summary>The connection that a skill was made for was removed after it was looked at.</summary>
public sealed class ConnectionGoneException(Exception cause) : Exception("The connection of the skill is not there.", cause);

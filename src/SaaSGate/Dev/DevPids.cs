namespace SaaSGate.Dev;

/// <summary>Process ids, for who wants to kill one and watch. Postgres is 0 where the server is not ours.</summary>
internal sealed record DevPids(int ControlPlane, int Gateway, int Simulator, int Postgres);

using SaaSGate.ControlPlane.Approvals;
using SaaSGate.Postgres.Home;
using SaaSGate.Postgres.Sessions;

namespace SaaSGate.ControlPlane.Home;

/// <summary>What an organisation looks like right now.</summary>
/// <param name="Waiting">Approvals that wait, own and as partner.</param>
/// <param name="LiveSessions">Sessions with an open exchange.</param>
/// <param name="SessionsToday">Sessions that began since midnight UTC.</param>
/// <param name="ExchangesToday">Exchanges since midnight UTC.</param>
/// <param name="FindingsToday">Findings since midnight UTC, by type.</param>
/// <param name="RefusedToday">Exchanges since midnight UTC that did not go through.</param>
/// <param name="StoppedSkills">Skills that a lock holds.</param>
/// <param name="Recent">The sessions in which something happened last, at most 8.</param>
/// <param name="WaitingApprovals">The newest approvals that wait, at most 5.</param>
/// <param name="Gateways">The gateways that serve the organisation.</param>
internal sealed record HomeView(
    int Waiting,
    int LiveSessions,
    int SessionsToday,
    int ExchangesToday,
    IReadOnlyList<TypeCount> FindingsToday,
    int RefusedToday,
    int StoppedSkills,
    IReadOnlyList<SessionSummary> Recent,
    IReadOnlyList<ApprovalSummary> WaitingApprovals,
    IReadOnlyList<GatewayStatus> Gateways);

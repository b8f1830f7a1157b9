using SaaSGate.Contracts.Problems;

namespace SaaSGate.Postgres.Connections;

/// <summary>What one recorded exchange tells of its connection.</summary>
/// <param name="OrganisationId">Whose.</param>
/// <param name="ConnectionId">Which, as the gateway recorded it.</param>
/// <param name="At">When the exchange ended.</param>
/// <param name="Failure">Null when Claude answered; else <c>unreachable</c>, <c>broken_off</c>, <c>credential_refused</c> or <c>server_error</c>.</param>
public sealed record ConnectionSign(string OrganisationId, string ConnectionId, DateTimeOffset At, string? Failure)
{
    /// <summary>The sign of an exchange; null when it says nothing, since it was not Claude that ended it.</summary>
    /// <param name="organisationId">Whose.</param>
    /// <param name="connectionId">Which.</param>
    /// <param name="at">When it ended.</param>
    /// <param name="outcome">How.</param>
    /// <param name="problem">Code of the problem, where there was one.</param>
    /// <param name="status">HTTP; what an upstream answered when the exchange completed.</param>
    public static ConnectionSign? Of(string organisationId, string connectionId, DateTimeOffset at, string outcome, string? problem, int? status) => outcome switch
    {
        "completed" => new(organisationId, connectionId, at, status switch
        {
            401 or 403 => "credential_refused",
            >= 500 => "server_error",
            _ => null,
        }),
        "upstream_error" or "upstream_truncated" =>
            new(organisationId, connectionId, at, problem == GatewayProblems.UpstreamUnreachable.Code ? "unreachable" : "broken_off"),
        _ => null,
    };
}

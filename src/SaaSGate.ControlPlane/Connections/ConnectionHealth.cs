namespace SaaSGate.ControlPlane.Connections;

/// <summary>How a connection has done lately.</summary>
/// <param name="State"><c>unknown</c> while nothing was sent over it, <c>answering</c>, or <c>failing</c>.</param>
/// <param name="LastAnsweredAt">When Claude last answered.</param>
/// <param name="LastFailureAt">When it last did not.</param>
/// <param name="LastFailure">How it failed then: <c>unreachable</c>, <c>broken_off</c>, <c>credential_refused</c> or <c>server_error</c>.</param>
/// <param name="FailuresInRow">How often it failed since it last answered.</param>
/// <param name="FailingSince">When the first of these was.</param>
[GenerateSerializer, Immutable, Alias("connection-health")]
internal sealed record ConnectionHealth(
    [property: Id(0)] string State,
    [property: Id(1)] DateTimeOffset? LastAnsweredAt,
    [property: Id(2)] DateTimeOffset? LastFailureAt,
    [property: Id(3)] string? LastFailure,
    [property: Id(4)] int FailuresInRow,
    [property: Id(5)] DateTimeOffset? FailingSince);

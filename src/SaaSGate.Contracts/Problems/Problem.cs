namespace SaaSGate.Contracts.Problems;

/// <summary>One row of the problem table: what went wrong, in every form that a door may answer with.</summary>
/// <param name="Code">Stable, snake case; <c>saasgate.code</c> at the gateway, the end of <c>type</c> in problem+json.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="ClaudeType">The <c>error.type</c> that Claude uses for such a status.</param>
/// <param name="Title">What happened and what to do next, for people.</param>
/// <param name="Retry">Whether sending the same again later can help; otherwise replies say <c>x-should-retry: false</c>.</param>
public sealed record Problem(string Code, int Status, string ClaudeType, string Title, bool Retry = false)
{
    /// <summary>The URI that names the problem in problem+json.</summary>
    public string Type => $"https://saasgate.dev/problems/{Code}";
}

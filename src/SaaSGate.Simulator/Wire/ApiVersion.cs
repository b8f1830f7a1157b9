namespace SaaSGate.Simulator.Wire;

/// <summary>
/// The values of <c>anthropic-version</c>. The newest refuses what older ones take:
/// https://platform.claude.com/docs/en/api/versioning
/// </summary>
internal static class ApiVersion
{
    public const string Newest = "2026-10-21";
    private static readonly string[] Known = ["2023-01-01", "2023-06-01", Newest];

    public static Failure? Refusal(string? version) =>
        version is not { Length: > 0 } ? Failure.BadRequest("anthropic-version: header is required")
        : Known.Contains(version) ? null
        : Failure.BadRequest($"anthropic-version: \"{version}\" is not a valid version");
}

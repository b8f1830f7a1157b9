namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Reads what each skill may use.</summary>
internal static class LimitsParser
{
    private const int MostRequests = 10_000_000, MostStreams = 10_000;
    private const long MostTokens = 1_000_000_000_000;
    private const decimal MostCost = 1_000_000;

    public static SkillLimits Read(YamlObject root)
    {
        if (root.Object("limits") is not { } limits)
            return SkillLimits.None;
        var read = new SkillLimits(
            (int?)limits.Number("requests_per_minute", 1, MostRequests),
            (int?)limits.Number("requests_per_day", 1, MostRequests),
            limits.Number("tokens_per_minute", 1, MostTokens),
            limits.Number("tokens_per_day", 1, MostTokens),
            limits.Amount("cost_per_minute", MostCost),
            limits.Amount("cost_per_day", MostCost),
            (int?)limits.Number("concurrent_streams", 1, MostStreams));
        limits.RefuseRest();
        if (read.IsEmpty)
            root.Refuse("limits", "There is no limit. Add 'requests_per_minute: 60' or another one, or remove 'limits'.");
        return read;
    }
}

namespace SaaSGate.Inspection.Policies;

/// <summary>How much one skill may use; null where there is no limit.</summary>
/// <param name="RequestsPerMinute">Requests in any minute.</param>
/// <param name="RequestsPerDay">Requests since midnight UTC.</param>
/// <param name="TokensPerMinute">Tokens read and written in any minute.</param>
/// <param name="TokensPerDay">Tokens since midnight UTC.</param>
/// <param name="CostPerMinute">US dollars in any minute, by list prices.</param>
/// <param name="CostPerDay">US dollars since midnight UTC, by list prices.</param>
/// <param name="ConcurrentStreams">Answers that may run at once.</param>
public sealed record SkillLimits(int? RequestsPerMinute, int? RequestsPerDay, long? TokensPerMinute, long? TokensPerDay, decimal? CostPerMinute, decimal? CostPerDay, int? ConcurrentStreams)
{
    /// <summary>No limit.</summary>
    public static SkillLimits None { get; } = new(null, null, null, null, null, null, null);

    /// <summary>True where there is no limit at all.</summary>
    public bool IsEmpty => this == None;

    /// <summary>Of each limit the lower one.</summary>
    internal SkillLimits Strictest(SkillLimits other) => new(
        Lower(RequestsPerMinute, other.RequestsPerMinute),
        Lower(RequestsPerDay, other.RequestsPerDay),
        Lower(TokensPerMinute, other.TokensPerMinute),
        Lower(TokensPerDay, other.TokensPerDay),
        Lower(CostPerMinute, other.CostPerMinute),
        Lower(CostPerDay, other.CostPerDay),
        Lower(ConcurrentStreams, other.ConcurrentStreams));

    private static T? Lower<T>(T? one, T? other) where T : struct, IComparable<T> => one is { } first && (other is not { } second || first.CompareTo(second) <= 0) ? one : other;
}

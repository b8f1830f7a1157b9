using SaaSGate.Gateway.Authentication;

namespace SaaSGate.Gateway.Calls;

/// <summary>
/// Calls in results of batches that went to their skill by an approval, in a reading that broke off behind them. The next reading passes them without asking
/// anybody again: else results with many such calls would never be read to their end. One that came to the end forgets them.
/// </summary>
internal sealed class ReleasedCalls(TimeProvider clock)
{
    private const int MostBatches = 1024;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Organisation, string Skill, string Connection, string Batch), Reading> _readings = [];

    /// <summary>Notes that a call went.</summary>
    /// <param name="skill">Whose the batch is.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="digest">Of the call.</param>
    /// <param name="rule">That held it.</param>
    /// <param name="approvalId">By which it went.</param>
    public void Add(AuthenticatedSkill skill, string batch, byte[] digest, string rule, string approvalId)
    {
        lock (_gate)
        {
            if (Standing(skill, batch) is not { } reading)
            {
                if (_readings.Count >= MostBatches)
                    _readings.Remove(_readings.MinBy(entry => entry.Value.At).Key);
                _readings[KeyOf(skill, batch)] = reading = new(clock.GetUtcNow(), skill.Entry.Policies.Versions, []);
            }
            reading.Approvals[(Convert.ToHexString(digest), rule)] = approvalId;
        }
    }

    /// <summary>The approval by which a call went before, under the same policies; null when none did.</summary>
    public string? Find(AuthenticatedSkill skill, string batch, byte[] digest, string rule)
    {
        lock (_gate)
            return Standing(skill, batch)?.Approvals.GetValueOrDefault((Convert.ToHexString(digest), rule));
    }

    /// <summary>The skill has all of the results.</summary>
    public void Forget(AuthenticatedSkill skill, string batch)
    {
        lock (_gate)
            _readings.Remove(KeyOf(skill, batch));
    }

    private Reading? Standing(AuthenticatedSkill skill, string batch) =>
        _readings.GetValueOrDefault(KeyOf(skill, batch)) is { } reading && clock.GetUtcNow() - reading.At < Kept && reading.Versions.SequenceEqual(skill.Entry.Policies.Versions) ? reading : null;

    private static (string Organisation, string Skill, string Connection, string Batch) KeyOf(AuthenticatedSkill skill, string batch) =>
        (skill.Tenant.OrganisationId, skill.Entry.Skill.Id, skill.Connection.Id, batch);

    private sealed record Reading(DateTimeOffset At, IReadOnlyList<(string PolicyId, ulong Version)> Versions, Dictionary<(string Digest, string Rule), string> Approvals);
}

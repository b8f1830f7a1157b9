using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Exchanges;

namespace SaaSGate.Gateway.Calls;

/// <summary>
/// Calls in results of batches that went to their skill by an approval, in a reading that broke off behind them. The next reading passes them without asking
/// anybody again: else results with many such calls would never be read to their end. One that came to the end forgets them.
/// </summary>
internal sealed class ReleasedCalls(ExchangeRegistry exchanges, TimeProvider clock)
{
    internal const int MostBatches = 1024;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Organisation, string Skill, string Connection, string Batch), Reading> _readings = [];

    /// <summary>Notes that a call went.</summary>
    /// <param name="skill">Whose the batch is.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="digest">Of the call.</param>
    /// <param name="rule">That held it.</param>
    /// <param name="approvalId">By which it went.</param>
    /// <param name="exchangeId">The reading.</param>
    public void Add(AuthenticatedSkill skill, string batch, byte[] digest, string rule, string approvalId, string exchangeId)
    {
        lock (_gate)
        {
            if (Standing(skill, batch) is not { } reading)
            {
                _readings.Remove(KeyOf(skill, batch));
                if (_readings.Count >= MostBatches)
                    _readings.Remove(OldestOfTheLargest());
                _readings[KeyOf(skill, batch)] = reading = new(clock.GetUtcNow(), skill.Entry.Policies.Versions, []);
            }
            reading.Approvals[(Convert.ToHexString(digest), rule)] = (approvalId, exchangeId);
        }
    }

    /// <summary>
    /// The approval by which a call went before, in a reading that is over, under the same policies; null when none did. It is this reading's now: nothing else
    /// passes by it until this one is over too.
    /// </summary>
    public string? Take(AuthenticatedSkill skill, string batch, byte[] digest, string rule, string exchangeId)
    {
        var key = (Convert.ToHexString(digest), rule);
        lock (_gate)
        {
            if (Standing(skill, batch) is not { } reading || !reading.Approvals.TryGetValue(key, out var before) || exchanges.Find(before.ExchangeId) is not null)
                return null;
            reading.Approvals[key] = (before.ApprovalId, exchangeId);
            return before.ApprovalId;
        }
    }

    /// <summary>The skill has all of the results.</summary>
    public void Forget(AuthenticatedSkill skill, string batch)
    {
        lock (_gate)
            _readings.Remove(KeyOf(skill, batch));
    }

    // Whoever fills it forgets something of their own.
    private (string, string, string, string) OldestOfTheLargest() =>
        _readings.GroupBy(entry => entry.Key.Organisation).MaxBy(organisation => organisation.Count())!.MinBy(entry => entry.Value.At).Key;

    private Reading? Standing(AuthenticatedSkill skill, string batch) =>
        _readings.GetValueOrDefault(KeyOf(skill, batch)) is { } reading && clock.GetUtcNow() - reading.At < Kept && reading.Versions.SequenceEqual(skill.Entry.Policies.Versions) ? reading : null;

    private static (string Organisation, string Skill, string Connection, string Batch) KeyOf(AuthenticatedSkill skill, string batch) =>
        (skill.Tenant.OrganisationId, skill.Entry.Skill.Id, skill.Connection.Id, batch);

    private sealed record Reading(DateTimeOffset At, IReadOnlyList<(string PolicyId, ulong Version)> Versions, Dictionary<(string Digest, string Rule), (string ApprovalId, string ExchangeId)> Approvals);
}

using System.Globalization;
using Npgsql;

namespace SaaSGate.Postgres.Billing;

/// <summary>The database refused something that the organisation's plan does not allow. Whoever asked for it is told which plan, and what to do.</summary>
/// <param name="thing">skills, connections or seats.</param>
/// <param name="limit">How many there may be; null where growth is stopped because a payment is late.</param>
/// <param name="plan">The plan's key.</param>
/// <param name="isExcess">Whether something was to be changed that is beyond the plan, not added.</param>
public sealed class PlanLimitException(string thing, int? limit, string plan, bool isExcess) : Exception($"The plan {plan} allows no more {thing}.")
{
    private const string Growth = "SG001", Excess = "SG002";

    /// <summary>skills, connections or seats.</summary>
    public string Thing => thing;

    /// <summary>How many there may be; null where growth is stopped.</summary>
    public int? Limit => limit;

    /// <summary>The plan's key.</summary>
    public string Plan => plan;

    /// <summary>Whether something was to be changed that is beyond the plan.</summary>
    public bool IsExcess => isExcess;

    internal static bool Is(PostgresException refused) => refused.SqlState is Growth or Excess;

    internal static PlanLimitException Of(PostgresException refused)
    {
        var plan = (refused.Hint ?? "").Split(' ');
        return new(refused.MessageText, plan.Length > 1 && int.TryParse(plan[1], CultureInfo.InvariantCulture, out var limit) ? limit : null, plan[0], refused.SqlState == Excess);
    }
}

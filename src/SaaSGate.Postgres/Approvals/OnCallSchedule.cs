namespace SaaSGate.Postgres.Approvals;

/// <summary>Who of a group is on call when: a week each, in turn, with overrides.</summary>
/// <param name="Zone">IANA time zone of dates and times.</param>
/// <param name="StartsOn">The day of the first handover; each one after it is on the same day of the week.</param>
/// <param name="Handover">Local time of handovers.</param>
/// <param name="People">Who takes turns, in order.</param>
/// <param name="Overrides">Who stands in when; the last one that fits counts.</param>
public sealed record OnCallSchedule(string Zone, DateOnly StartsOn, TimeOnly Handover, IReadOnlyList<string> People, IReadOnlyList<OnCallOverride> Overrides);

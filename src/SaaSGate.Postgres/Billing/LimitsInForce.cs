namespace SaaSGate.Postgres.Billing;

/// <summary>What an organisation may have, and has.</summary>
/// <param name="Plan">The plan's key.</param>
/// <param name="GrowthStopped">Whether nothing more can be added because a payment is late.</param>
/// <param name="SkillLimit">Null is no limit, here and below.</param>
/// <param name="ConnectionLimit">Connections.</param>
/// <param name="SeatLimit">People with a role.</param>
/// <param name="RecordingDays">Days that bodies may be kept.</param>
/// <param name="Skills">Skills that count.</param>
/// <param name="Connections">Connections there are.</param>
/// <param name="Seats">People with a role.</param>
public sealed record LimitsInForce(
    string Plan, bool GrowthStopped, int? SkillLimit, int? ConnectionLimit, int? SeatLimit, int? RecordingDays, int Skills, int Connections, int Seats);

namespace SaaSGate.ControlPlane.Billing;

/// <summary>A plan, for people.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What one gets.</param>
/// <param name="IsSold">Whether one can go and pay for it.</param>
/// <param name="SeatCents">Cents a month for a seat; 0 where none are paid for.</param>
/// <param name="RequestCents">Cents for a recorded request, and parts of one.</param>
/// <param name="TrialDays">Days that it can be tried; 0 for none.</param>
internal sealed record PlanView(string Key, string Name, string Description, bool IsSold, decimal SeatCents, decimal RequestCents, int TrialDays);

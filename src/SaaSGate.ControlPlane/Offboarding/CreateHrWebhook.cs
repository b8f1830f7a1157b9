namespace SaaSGate.ControlPlane.Offboarding;

/// <summary>A place where an HR system is to say who has left.</summary>
/// <param name="Name">Its name, unique in the organisation.</param>
internal sealed record CreateHrWebhook(string Name);

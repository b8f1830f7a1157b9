namespace SaaSGate.ControlPlane.Policies;

/// <summary>How policies are to come into force.</summary>
/// <param name="SecondPerson">Whether nobody puts in force what they wrote, nor archives alone. To end this takes two persons as well.</param>
internal sealed record UpdatePolicySettings(bool SecondPerson);

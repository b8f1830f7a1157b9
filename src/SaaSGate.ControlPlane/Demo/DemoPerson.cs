namespace SaaSGate.ControlPlane.Demo;

/// <summary>A person of the demo.</summary>
/// <param name="Email">E-mail address.</param>
/// <param name="Password">Password.</param>
public sealed record DemoPerson(string Email, string Password)
{
    /// <summary>The address alone: the password stays out of logs.</summary>
    public override string ToString() => Email;
}

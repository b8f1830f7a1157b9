namespace SaaSGate.ControlPlane.Maintenance;

/// <summary>What the installation does for itself from time to time, once however many silos there are. Key: <see cref="Key"/>.</summary>
[Alias("maintenance")]
internal interface IMaintenanceGrain : IGrainWithStringKey
{
    /// <summary>The one key.</summary>
    const string Key = "installation";

    /// <summary>Does it now, and sees to the reminder that does it again.</summary>
    [Alias("keep-up")]
    Task KeepUpAsync();
}

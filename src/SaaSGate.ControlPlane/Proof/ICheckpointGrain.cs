namespace SaaSGate.ControlPlane.Proof;

/// <summary>Sees to checkpoints, once however many silos there are. Key: <see cref="Key"/>.</summary>
[Alias("checkpoints")]
internal interface ICheckpointGrain : IGrainWithStringKey
{
    /// <summary>The one key.</summary>
    const string Key = "installation";

    /// <summary>Makes them now where something changed, and sees to the reminder that does it every minute.</summary>
    [Alias("keep-up")]
    Task KeepUpAsync();
}

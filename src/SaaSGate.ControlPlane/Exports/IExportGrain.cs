namespace SaaSGate.ControlPlane.Exports;

/// <summary>Sends to one receiver, one batch after the other. Key: <see cref="GrainKeys.Of"/> organisation and receiver.</summary>
[Alias("export")]
internal interface IExportGrain : IGrainWithStringKey
{
    /// <summary>Sends what waits, for a while.</summary>
    [Alias("drain")]
    Task DrainAsync();

    /// <summary>Sends an event that says that it works.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    [Alias("test")]
    Task<string?> TestAsync();
}

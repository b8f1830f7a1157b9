using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Exports;

/// <summary>A receiver that is added.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">webhook, syslog or otlp.</param>
/// <param name="What">events or checkpoints.</param>
/// <param name="Address">Where it is, checked already.</param>
/// <param name="Authority">PEM, or null.</param>
/// <param name="SecretSealed">Sealed, or null.</param>
public sealed record NewExportSink(Id<ExportSink> Id, string Name, string Kind, string What, string Address, string? Authority, byte[]? SecretSealed);

using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Exposure;

/// <summary>A list of values to look up: never the values themselves.</summary>
/// <param name="Id">Its id, <c>exl_…</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Values">How many it has.</param>
/// <param name="State">Whether it waits for a second person, runs, has run, ran out or was cancelled.</param>
/// <param name="CreatedById">Who uploaded it.</param>
/// <param name="CreatedByName">Name of who.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">When its values are deleted at the latest.</param>
/// <param name="DecidedByName">Who confirmed or cancelled it; null while it waits.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Looked">How many of its values have been looked up.</param>
/// <param name="Exposed">How many of its values were found; null until it has run.</param>
public sealed record ExposureListView(
    string Id, string Name, string Type, int Values, [property: AllowedValues("waiting", "running", "done", "expired", "cancelled")] string State, string CreatedById, string CreatedByName,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? DecidedByName, DateTimeOffset? DecidedAt, int Looked, int? Exposed);

using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Scim;

/// <summary>How much of a directory an organisation may keep here, and how much of it one answer holds.</summary>
public sealed class DirectoryCeilings
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SaaSGate:Scim:Ceilings";

    /// <summary>People of one organisation.</summary>
    [Range(1, int.MaxValue)]
    public int People { get; set; } = 200_000;

    /// <summary>Groups of one organisation.</summary>
    [Range(1, int.MaxValue)]
    public int Groups { get; set; } = 20_000;

    /// <summary>People in one group: as many as one call names, so that whoever writes groups whole can always take somebody out.</summary>
    [Range(1, int.MaxValue)]
    public int MembersOfGroup { get; set; } = 20_000;

    /// <summary>People in all groups of one list, which is shorter where they are more: of a single group all of them.</summary>
    [Range(1, int.MaxValue)]
    public int MembersInList { get; set; } = 50_000;
}

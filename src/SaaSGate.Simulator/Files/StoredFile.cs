using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Files;

/// <summary>A file that was uploaded.</summary>
internal sealed record StoredFile(string Id, long Order, string Name, string MediaType, string CreatedAt, ReadOnlyMemory<byte> Content)
{
    /// <summary>Claude gives out only what its tools made. A name that begins with <c>output</c> stands for such a file here.</summary>
    public bool Downloadable => Name.StartsWith("output", StringComparison.OrdinalIgnoreCase);

    public void Write(WireWriter json) => json
        .Raw("{\"type\":\"file\",\"id\":"u8).Text(Id)
        .Raw(",\"size_bytes\":"u8).Number(Content.Length)
        .Raw(",\"created_at\":"u8).Text(CreatedAt)
        .Raw(",\"filename\":"u8).Text(Name)
        .Raw(",\"mime_type\":"u8).Text(MediaType)
        .Raw(",\"downloadable\":"u8).Raw(Downloadable ? "true"u8 : "false"u8)
        .Raw("}"u8);
}

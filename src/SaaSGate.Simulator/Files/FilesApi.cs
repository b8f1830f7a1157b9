using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Files;

/// <summary><c>/v1/files</c>, in memory.</summary>
internal sealed class FilesApi(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, StoredFile> _files = new();
    private long _made;

    public async Task CreateAsync(Exchange exchange)
    {
        if (await ReadAsync(exchange) is not { } file)
        {
            await exchange.FailAsync(Failure.BadRequest("file: Field required"));
            return;
        }

        _files[file.Id] = file;
        await ShowAsync(exchange, file);
    }

    public Task ListAsync(Exchange exchange)
    {
        var newestFirst = _files.Values.OrderByDescending(file => file.Order).ToList();
        return Page.SendAsync(Page.Of(exchange.Http.Request, newestFirst, file => file.Id, (json, file) => file.Write(json)), exchange);
    }

    public Task GetAsync(Exchange exchange) => Find(exchange) is { } file ? ShowAsync(exchange, file) : Missing(exchange);

    public Task ContentAsync(Exchange exchange)
    {
        if (Find(exchange) is not { } file)
            return Missing(exchange);
        return file.Downloadable
            ? exchange.SendAsync(file.Content, file.MediaType)
            : exchange.FailAsync(Failure.BadRequest($"File {file.Id} is not downloadable."));
    }

    public Task DeleteAsync(Exchange exchange)
    {
        if (Find(exchange) is not { } file)
            return Missing(exchange);
        _files.TryRemove(file.Id, out _);
        return exchange.JsonAsync(new WireWriter().Raw("{\"id\":"u8).Text(file.Id).Raw(",\"type\":\"file_deleted\"}"u8).Written);
    }

    private async Task<StoredFile?> ReadAsync(Exchange exchange)
    {
        if (!MediaTypeHeaderValue.TryParse(exchange.Http.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 } boundary)
        {
            return null;
        }

        var parts = new MultipartReader(boundary.Value!, new MemoryStream(exchange.Body.ToArray()));
        try
        {
            while (await parts.ReadNextSectionAsync(exchange.Aborted) is { } part)
            {
                if (part.GetContentDispositionHeader() is not { } disposition || HeaderUtilities.RemoveQuotes(disposition.Name) != "file")
                    continue;
                using var content = new MemoryStream();
                await part.Body.CopyToAsync(content, exchange.Aborted);
                var made = Interlocked.Increment(ref _made);
                var name = disposition.FileNameStar.Length > 0 ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
                return new StoredFile(exchange.Seed.For($"file {made}").Id("file_011C"), made, name.Length > 0 ? name.ToString() : "file",
                    part.ContentType ?? "application/octet-stream",
                    time.GetUtcNow().ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), content.ToArray());
            }
        }
        catch (IOException)
        {
            return null;
        }

        return null;
    }

    private StoredFile? Find(Exchange exchange) => _files.GetValueOrDefault((string)exchange.Http.Request.RouteValues["id"]!);

    private static Task ShowAsync(Exchange exchange, StoredFile file)
    {
        var json = new WireWriter();
        file.Write(json);
        return exchange.JsonAsync(json.Written);
    }

    private static Task Missing(Exchange exchange) => exchange.FailAsync(Failure.NotFound($"File not found: {exchange.Http.Request.RouteValues["id"]}"));
}

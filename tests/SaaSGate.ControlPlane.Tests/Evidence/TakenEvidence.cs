using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Proof;
using SaaSGate.ControlPlane.Proof;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Evidence;

/// <summary>Evidence as somebody takes it away through the API and an outsider verifies it.</summary>
internal static class TakenEvidence
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Asks for it, waits until it is made, and downloads the zip.</summary>
    public static async Task<byte[]> TakeAsync(PortalBrowser browser, object request)
    {
        var asked = await browser.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "evidence", request);
        var id = (string)asked!["id"]!;
        var ended = await EndedAsync(browser, id);
        Assert.True((string?)ended["state"] == "ready", ended.ToJsonString());
        Assert.Equal((int?)ended["total"], (int?)ended["done"]);
        return await browser.Http.GetByteArrayAsync($"evidence/{id}/file", Cancel);
    }

    /// <summary>Waits until it is made, or cannot be.</summary>
    public static async Task<JsonNode> EndedAsync(PortalBrowser browser, string id)
    {
        var patience = Bounded.Cancellation;
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var state = (await browser.GetAsync($"evidence/{id}"))!;
            if ((string?)state["state"] is "ready" or "failed")
                return state;
            await looks.WaitForNextTickAsync(patience);
        }
    }

    /// <summary>Verifies with the keys that the installation publishes.</summary>
    public static async Task<EvidenceVerdict> VerifyAsync(ControlPlaneFixture app, byte[] zip, IEnumerable<string>? kept = null)
    {
        using var nobody = app.Browser();
        var keys = KeyHistory.Read(await nobody.Http.GetByteArrayAsync(new Uri(app.Portal, KeyEndpoint.Path), Cancel));
        using var file = new MemoryStream(zip);
        return EvidenceVerifier.Verify(file, keys, kept, Cancel);
    }

    /// <summary>A file of it, as text.</summary>
    public static async Task<string> TextAsync(byte[] zip, string name)
    {
        await using var archive = new ZipArchive(new MemoryStream(zip));
        using var reader = new StreamReader(await archive.GetEntry(name)!.OpenAsync(Cancel));
        return await reader.ReadToEndAsync(Cancel);
    }
}

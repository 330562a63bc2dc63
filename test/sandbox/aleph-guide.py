"""Walks through the Aleph API the way a newcomer would, with nothing but Python's standard library.

usage: aleph-guide.py TOKEN_URL API_URL CLIENT_ID CLIENT_SECRET
"""

import json
import sys
import urllib.error
import urllib.request


def call(url, headers, body=None):
    """Returns the decoded JSON of an answer; ends the script on any other one."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except (urllib.error.URLError, ValueError) as problem:
        sys.exit(f"{request.method or 'GET'} {url}: {problem}")


def expect(fact, text):
    if not fact:
        sys.exit(f"unexpected: {text}")


def main(token_url, api_url, client_id, client_secret):
    as_json = {"Content-Type": "application/json"}

    grant = call(
        token_url,
        as_json,
        {
            "client_id": client_id,
            "client_secret": client_secret,
            "audience": "https://api.satellogic.com/",
            "grant_type": "client_credentials",
        },
    )
    expect(grant["token_type"] == "Bearer", "the token is no bearer token")
    print(f"token: good for {grant['expires_in']} s, scope {grant['scope']}")

    identity = {"AuthorizationToken": f"Bearer {grant['access_token']}"}
    contracts = call(f"{api_url}/contracts/", identity)
    expect(len(contracts) > 0, "there is no contract")
    for contract in contracts:
        print(f"contract: {contract['contract_id']} {contract['name']}")

    under_contract = {**identity, "X-Satellogic-Contract-Id": contracts[0]["contract_id"]}
    products = call(f"{api_url}/tasking/products", under_contract)
    expect(products["count"] == len(products["results"]), "products are not on one page")
    print(f"products: {', '.join(product['name'] for product in products['results'])}")

    tasks = call(f"{api_url}/tasking/tasks/", under_contract)
    expect(tasks["results"], "there are no tasks")
    print(f"tasks: {tasks['count']}, among them {tasks['results'][0]['task_name']}")

    archive = call(f"{api_url}/archive/stac/collections/", under_contract)
    ids = [collection["id"] for collection in archive["collections"]]
    expect(ids, "there are no collections")
    print(f"collections: {', '.join(ids)}")

    found = call(
        f"{api_url}/archive/search",
        {**under_contract, **as_json},
        {
            "bbox": [-122.4, 37.7, -122.3, 37.8],
            "start_date": "2024-01-01",
            "end_date": "2024-02-01",
        },
    )
    expect(found["type"] == "FeatureCollection", "the search gives no features")
    expect(found["features"], "the search finds nothing")
    expect(all(item["collection"] in ids for item in found["features"]), "a foreign item")
    print(f"archive: {len(found['features'])} items, the latest {found['features'][0]['id']}")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
